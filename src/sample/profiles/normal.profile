# The rates of made-up customers: one profile, one file.
#
# Genbo's generator reads this text when it starts (src/sample/rates.h); it lies in the program.  A
# profile that begins with "base NAME" is NAME with the lines below it exchanged.  --dirtiness
# multiplies every rate under [damage]: 0.5 mild, 1 normal, 2 dirty; nothing else changes.
# Whoever changes a figure raises kSampleVersion.
#
# Reasons, after the figures: m = measured on public lists, c = census of 2020, v = vital statistics
# of 2022, o = what operators of such systems report, a = assumption.

profile normal
lexicon all          # all | a | b: surnames and towns whose hash is even (a) or odd (b)
salt 0               # Mixed into the seed, so that seed 1 of two profiles are different people.

[population]
# Per thousand households: single, couple, family, single parent, three generations, housemates.
# Only people of 15 and more exist, hence fewer large ones than in the census.
household_kinds      390 225 225 90 40 30           # c
foreign              0.034   # of heads; with their families 3 % of the people (c)
foreign_spouse       0.55    # of spouses of such a head (a)
adopted_name         0.20    # of foreign residents use a Japanese name besides (a)
husband_changes_name 0.053   # of weddings (v)
divorced_single      0.13    # of women of 28 and more who live alone (c)
divorced_parent      0.80    # of single mothers (c)
divorce_reverts_name 0.60    # (v)
twins                0.01    # of pairs of siblings (v)
twins_other_gender   0.30    # (v)
shared_kanji         0.15    # of children share a kanji with a parent (a)
same_reading         0.003   # of children sound like the parent (a)
rare_reading         0.08    # of given names have a reading that few others have (a)
namesake_in_building 0.0011  # of single households; 0.05 % of people (a)
moves_per_year       0.045   # (c)
moves_per_year_young 0.11    # heads under 30 (c)
leaves_home          0.40    # children of 18 to 35, once in ten years (c)
dormitory            0.08    # of those under 26 who live alone (a)
care_of              0.01    # of those under 28 who live alone: 鈴木方 (a)
landline             0.45    # (o)
mobile               0.86    # (o)
mobile_changes       0.26    # in ten years; 3 % a year (o)
recycled_mobile      0.04    # in ten years; 0.4 % a year (o)
swapped_phones       0.01    # of couples are registered with each other's number (o)
mail                 0.78    # (o)
mail_changes         0.55    # again and again in ten years; 8 % a year (o)
family_mail          0.06    # of households have one address for all (o)
at_work              0.117   # are met as contacts of a company (a)
only_at_work         0.80    # of them are no private customers (a)
new_year_birth       0.01    # born on 1 January, as people of unknown birthday are registered (m)
deaths_per_year      0.011   # (v)

[companies]
households_per_company 9     # 6 % of the entities are companies (a)
renamed              0.07    # in ten years; 0.7 % a year (m, EDINET)
mirrored             0.01    # the same name with the legal form at the other end is another one (a)
head_office_record   0.55    # of head offices have a record of their own, without a person (a)
site_record          0.20    # of other offices (a)

[records]
# Tickets per source for a person's private records: pos ec crm app partner legacy.
source_tickets       30 68 8 7 0 6
more_records_mean    0.93    # beyond the first, negative binomial (o)
more_records_size    1.5
second_in_source     0.10    # a second record in one source; 3 % of records (o)
test_rows            0.002   # テスト 太郎 (o); one row in so many

[damage]
# Chance per record:    pos    ec     crm    app    partner legacy
name_width              .02    .12    .10    .15    .10    .02     # o
name_space              .15    .05    .50    .15    .25    .15     # o
name_large_kana         .15    .05    .10    .05    .05    .00     # o
name_long_vowel         .04    .02    .05    .04    .04    .04     # o
name_voicing            .03    .01    .04    .01    .04    .03     # o
name_other_form         .12    .15    .10    .10    .12    .02     # m; where the name has another form
name_confused           .03    .01    .08    .01    .05    .02     # o
name_sounds_alike       .02    .00    .08    .00    .03    .01     # o
name_misread            .025   .00    .01    .00    .01    .02     # o
name_slip               .02    .01    .015   .02    .015   .02     # o
name_swapped            .005   .012   .004   .01    .002   .002    # o
name_partial            .01    .002   .02    .01    .04    .005    # o
name_nickname           .00    .02    .00    .02    .00    .00     # o
name_foreign_form       .30    .20    .40    .30    .20    .30     # a; foreign residents only
name_romaji             .005   .02    .01    .06    .01    .00     # o
name_kana_only          .25    .01    .10    .04    .01    .05     # o
name_absent             .00    .00    .00    .40    .00    .00     # o
name_old                .06    .05    .06    .02    .06    .00     # o; of those who had another
name_mojibake           .003   .003   .003   .003   .003   .00     # o
birth_missing           .15    .25    .45    .30    1.0    .15     # o
birth_placeholder       .02    .015   .01    .02    .00    .02     # o
birth_swapped           .004   .008   .006   .004   .00    .002    # o
birth_year              .012   .006   .008   .006   .00    .01     # o
birth_era               .008   .00    .00    .00    .00    .008    # o
gender_wrong            .006   .003   .004   .002   .00    .004    # o
gender_missing          .08    .20    .40    .50    1.0    .10     # o
phone_missing           .12    .06    .04    .25    .02    .10     # o
phone_digit             .01    .006   .008   .004   .008   .01     # o
phone_family            .05    .03    .05    .00    .00    .04     # o
phone_store             .01    .00    .005   .00    .00    .005    # o
phone_filler            .02    .01    .005   .00    .00    .01     # o
mail_missing            .75    .00    .35    .25    .25    1.0     # o
mail_typo               .01    .012   .01    .008   .005   .00     # o
mail_family             .03    .03    .03    .01    .00    .00     # o
address_no_prefecture   .45    .00    .25    .00    .20    .40     # m
address_no_building     .30    .15    .20    .00    .10    .20     # m
address_no_rural        .50    .50    .50    .50    .40    .10     # m
address_former_city     .03    .01    .03    .01    .02    .80     # o; where there was another
address_parents         .20    .10    .20    .10    .00    .20     # a; of those who left home
address_room            .02    .01    .015   .00    .005   .01     # o
address_slip            .02    .01    .02    .01    .01    .02     # o
address_short           .08    .00    .06    .00    .01    .03     # o
zip_missing             .15    .00    .12    .20    .08    .15     # o
zip_wrong               .02    .015   .02    .01    .01    .03     # o
company_blank           .00    .00    .00    .00    .02    .00     # o; merged cells of Excel
