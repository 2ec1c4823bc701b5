"""联系卡、海报、公示表: what is printed so that people find their deputy, as documents (.docx)."""
