"""The words of the trade: frozen types, taxonomy and errors. No I/O; third-party imports only numpy types and the OpenCC character map."""
