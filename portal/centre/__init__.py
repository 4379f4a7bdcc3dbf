"""个人中心: what a person has, was told, agreed to and may end, whichever roles the account holds."""
