"""Whole images written as files of their own: OME-TIFF and OME-Zarr."""
