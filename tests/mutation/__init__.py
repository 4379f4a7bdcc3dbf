"""Mutation testing: faults are planted one by one in a sample of the rules and the engine. Do the tests notice?"""
