# Maillage seul dans son environnement ; la base est un serveur, désigné par MAILLAGE_BASE.
FROM python:3.12-slim

RUN useradd --create-home --uid 1000 maillage
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY kb kb
COPY importers importers
COPY queries queries
COPY api api
RUN pip install --no-cache-dir -c constraints.txt .

USER maillage
# Ce qui se garde à côté de la base (journal, lignes mises de côté) va dans ce dossier.
RUN mkdir /home/maillage/files
WORKDIR /home/maillage/files

CMD ["maillage", "serve"]
