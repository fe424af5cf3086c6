"""Every phrase of the reports in Chinese and English, a module for each kind of answer."""
