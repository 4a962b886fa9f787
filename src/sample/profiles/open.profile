# For development: the rates of everyday, and half of the surnames and towns.  Whoever tunes anything
# tunes on this (seeds 1 to 5) and looks at seeds 6 to 10 to see whether it was worth it.  With half
# the surnames, two people share one twice as often as in the country.

base normal
profile open
lexicon a
salt 0x6f70656e
