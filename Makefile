.PHONY: app test check
app:
	python3 run.py
test:
	python3 run.py test
check:
	python3 run.py check
