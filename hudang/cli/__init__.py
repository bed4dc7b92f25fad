"""The command line: parse, call a use case, print. Messages in Chinese where the locale is Chinese, else in English."""
