"""What makes the demo look alive: 120 more products, loaded beside the running platform by `manage.py
load_demo_background`.

`kinds` and `names` say what there is to make up, `plans` what is told of each product, `fates` how it is told, and
`loading` tells one after the other without being in anybody's way.
"""
