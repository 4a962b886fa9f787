# For the release check alone (make bench-japanese): other people, other surnames and towns than the
# ones developed on, and rates that nobody tuned for.  It is run to see, not to mend: what fails here
# is to be understood on the open profile.

base normal
profile sealed
lexicon b
salt 0x7365616c656433

[population]
household_kinds      350 240 245 95 45 25
twins                0.02
shared_kanji         0.20
same_reading         0.005
family_mail          0.08
recycled_mobile      0.06
moves_per_year       0.055
rare_reading         0.10

[records]
source_tickets       34 60 10 8 0 6
more_records_mean    1.0

[damage]
# Chance per record:    pos    ec     crm    app    partner legacy
name_space              .20    .04    .40    .20    .20    .10
name_large_kana         .20    .03    .08    .04    .04    .00
name_long_vowel         .05    .02    .06    .04    .04    .05
name_confused           .04    .01    .06    .01    .04    .03
name_sounds_alike       .015   .00    .10    .00    .02    .01
name_slip               .025   .012   .02    .02    .02    .02
name_kana_only          .30    .01    .08    .03    .01    .08
birth_missing           .10    .30    .40    .35    1.0    .10
birth_year              .015   .008   .010   .006   .00    .012
phone_missing           .10    .08    .05    .20    .02    .12
phone_family            .06    .02    .06    .00    .00    .05
mail_missing            .70    .00    .40    .30    .20    1.0
mail_family             .04    .03    .02    .01    .00    .00
address_no_prefecture   .35    .00    .30    .00    .25    .35
address_no_building     .25    .18    .15    .00    .12    .25
address_slip            .025   .012   .02    .01    .01    .025
zip_wrong               .025   .010   .02    .01    .01    .02
