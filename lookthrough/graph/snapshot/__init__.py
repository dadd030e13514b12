"""What do kernels for millions of companies see of a store, at one moment on both clocks?"""
