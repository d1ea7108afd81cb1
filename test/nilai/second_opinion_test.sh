#!/bin/sh
# Scores, verdicts and plans of random sheets, judged again in Python.
exec python3 test/nilai/second_opinion.py build/pulau 60
