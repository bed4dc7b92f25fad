"""One module per noun: functions that take a Transaction and ids or domain values, and return domain values."""
