from flask import Blueprint

inspections = Blueprint("inspections", __name__)
