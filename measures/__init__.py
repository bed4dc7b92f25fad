"""How good a reading is, as figures: pure functions from the rows of an export and of a truth folder to measures.

rows (what the rows say) · matching (which read page and document answers which true one) · placing (is a document where it
belongs) · rate, classes, calibration, risk (one measure each) · figures (all of them, by profile and script) · mistakes (what went
wrong, page by page).
"""
