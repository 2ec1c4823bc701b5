"""What the hotline shows to and takes from other systems, in the terms of Open311 GeoReport v2."""
