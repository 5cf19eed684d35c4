"""Pages of imaging: the catalogue, putting software on, licences, and the borrower's sheet."""
