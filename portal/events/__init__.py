"""展会, 推介会, 培训: events with places that enterprises sign up for."""
