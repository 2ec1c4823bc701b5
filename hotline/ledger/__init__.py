"""每季度张榜公布: what of a quarter's cases the public may read, line by line with the liaison's consent."""
