from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]
