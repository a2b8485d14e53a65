"""The screens, one module each: GET renders, POST acts and redirects."""
