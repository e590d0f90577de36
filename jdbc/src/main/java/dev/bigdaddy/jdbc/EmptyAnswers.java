package dev.bigdaddy.jdbc;

/// The columns that JDBC demands of answers about what SQLite has none of.
final class EmptyAnswers {
  static final String[] ROW_IDENTIFIER = {
    "SCOPE",
    "COLUMN_NAME",
    "DATA_TYPE",
    "TYPE_NAME",
    "COLUMN_SIZE",
    "BUFFER_LENGTH",
    "DECIMAL_DIGITS",
    "PSEUDO_COLUMN"
  };

  static final String[] TABLE_PRIVILEGES = {
    "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "GRANTOR", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE"
  };

  static final String[] COLUMN_PRIVILEGES = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "COLUMN_NAME",
    "GRANTOR",
    "GRANTEE",
    "PRIVILEGE",
    "IS_GRANTABLE"
  };

  static final String[] PROCEDURES = {
    "PROCEDURE_CAT",
    "PROCEDURE_SCHEM",
    "PROCEDURE_NAME",
    "UNDEF1",
    "UNDEF2",
    "UNDEF3",
    "REMARKS",
    "PROCEDURE_TYPE",
    "SPECIFIC_NAME"
  };

  static final String[] PROCEDURE_COLUMNS = {
    "PROCEDURE_CAT",
    "PROCEDURE_SCHEM",
    "PROCEDURE_NAME",
    "COLUMN_NAME",
    "COLUMN_TYPE",
    "DATA_TYPE",
    "TYPE_NAME",
    "PRECISION",
    "LENGTH",
    "SCALE",
    "RADIX",
    "NULLABLE",
    "REMARKS",
    "COLUMN_DEF",
    "SQL_DATA_TYPE",
    "SQL_DATETIME_SUB",
    "CHAR_OCTET_LENGTH",
    "ORDINAL_POSITION",
    "IS_NULLABLE",
    "SPECIFIC_NAME"
  };

  static final String[] FUNCTIONS = {
    "FUNCTION_CAT", "FUNCTION_SCHEM", "FUNCTION_NAME", "REMARKS", "FUNCTION_TYPE", "SPECIFIC_NAME"
  };

  static final String[] FUNCTION_COLUMNS = {
    "FUNCTION_CAT",
    "FUNCTION_SCHEM",
    "FUNCTION_NAME",
    "COLUMN_NAME",
    "COLUMN_TYPE",
    "DATA_TYPE",
    "TYPE_NAME",
    "PRECISION",
    "LENGTH",
    "SCALE",
    "RADIX",
    "NULLABLE",
    "REMARKS",
    "CHAR_OCTET_LENGTH",
    "ORDINAL_POSITION",
    "IS_NULLABLE",
    "SPECIFIC_NAME"
  };

  static final String[] PSEUDO_COLUMNS = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "COLUMN_NAME",
    "DATA_TYPE",
    "COLUMN_SIZE",
    "DECIMAL_DIGITS",
    "NUM_PREC_RADIX",
    "COLUMN_USAGE",
    "REMARKS",
    "CHAR_OCTET_LENGTH",
    "IS_NULLABLE"
  };

  static final String[] USER_DEFINED_TYPES = {
    "TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "CLASS_NAME", "DATA_TYPE", "REMARKS", "BASE_TYPE"
  };

  static final String[] ATTRIBUTES = {
    "TYPE_CAT",
    "TYPE_SCHEM",
    "TYPE_NAME",
    "ATTR_NAME",
    "DATA_TYPE",
    "ATTR_TYPE_NAME",
    "ATTR_SIZE",
    "DECIMAL_DIGITS",
    "NUM_PREC_RADIX",
    "NULLABLE",
    "REMARKS",
    "ATTR_DEF",
    "SQL_DATA_TYPE",
    "SQL_DATETIME_SUB",
    "CHAR_OCTET_LENGTH",
    "ORDINAL_POSITION",
    "IS_NULLABLE",
    "SCOPE_CATALOG",
    "SCOPE_SCHEMA",
    "SCOPE_TABLE",
    "SOURCE_DATA_TYPE"
  };

  static final String[] SUPER_TYPES = {
    "TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "SUPERTYPE_CAT", "SUPERTYPE_SCHEM", "SUPERTYPE_NAME"
  };

  private EmptyAnswers() {}
}
