"""Reading scanned pages: the image made upright, its words with boxes, its rules and fills."""
