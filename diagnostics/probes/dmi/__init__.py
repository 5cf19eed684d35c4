"""DMI (SMBIOS), as ``dmidecode`` prints it: what the maker wrote about the machine.

Meanings and numbers of the structures: DMTF DSP0134, System Management BIOS Reference.
"""
