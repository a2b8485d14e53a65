# Madang in English. Plain words; dates and numbers are filled in by code.

## Time

ago-now = just now
ago-yesterday = yesterday
