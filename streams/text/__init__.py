"""An article's text: cleaned, cut into sentences, normalised, and asked for its date."""
