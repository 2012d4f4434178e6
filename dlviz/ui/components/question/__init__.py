"""The component that asks a question, takes its answer, and explains what came."""
