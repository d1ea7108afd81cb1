#!/bin/sh
# Indices, intervals and alpha of random answers, judged again in Python and mpmath.
exec python3 test/survei/second_opinion.py build/pulau 120
