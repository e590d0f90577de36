package dev.bigdaddy.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the database is and holds, asked of the session through `sqlite_schema` and PRAGMAs, and
/// shaped as JDBC demands.
///
/// The product is SQLite of the version that runs underneath, as that is the dialect which tools
/// choose by it; the driver's name tells who answers. Names and values are sqlite-jdbc's, but for
/// what JDBC forbids: indexes are not listed among the tables, and a table that does not exist has
/// no keys rather than an error.
final class BigDaddyMetaData extends DatabaseFeatures {
  private final BigDaddyConnection connection;
  private final SchemaReader schema;

  BigDaddyMetaData(BigDaddyConnection connection) {
    this.connection = connection;
    this.schema = new SchemaReader(connection);
  }

  private ResultSet answer(List<@Nullable Object[]> rows, String... columns) throws SQLException {
    connection.checkOpen();
    BigDaddyStatement statement = new BigDaddyStatement(connection);
    statement.closeOnCompletion();
    return CursorResultSet.ofRows(statement, new RowsCursor(RowsCursor.columns(columns), rows));
  }

  private ResultSet nothing(String... columns) throws SQLException {
    return answer(List.of(), columns);
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getURL() {
    return connection.url();
  }

  @Override
  public @Nullable String getUserName() {
    return null;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return connection.isReadOnly();
  }

  @Override
  public String getDatabaseProductName() {
    return "SQLite";
  }

  @Override
  public String getDatabaseProductVersion() throws SQLException {
    return String.valueOf(connection.ask("SELECT sqlite_version()").rows().getFirst().getFirst());
  }

  @Override
  public int getDatabaseMajorVersion() throws SQLException {
    return versionPart(0);
  }

  @Override
  public int getDatabaseMinorVersion() throws SQLException {
    return versionPart(1);
  }

  private int versionPart(int part) throws SQLException {
    return Integer.parseInt(getDatabaseProductVersion().split("\\.", -1)[part]);
  }

  @Override
  public String getDriverName() {
    return "Big Daddy JDBC";
  }

  @Override
  public String getDriverVersion() {
    return getDriverMajorVersion() + "." + getDriverMinorVersion();
  }

  @Override
  public int getDriverMajorVersion() {
    return BigDaddyDriver.MAJOR_VERSION;
  }

  @Override
  public int getDriverMinorVersion() {
    return BigDaddyDriver.MINOR_VERSION;
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      String @Nullable [] types)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SchemaReader.Table table : schema.tables(namePattern, types)) {
      rows.add(row(null, null, table.name(), table.type(), null, null, null, null, null, null));
    }
    return answer(
        rows,
        "TABLE_CAT",
        "TABLE_SCHEM",
        "TABLE_NAME",
        "TABLE_TYPE",
        "REMARKS",
        "TYPE_CAT",
        "TYPE_SCHEM",
        "TYPE_NAME",
        "SELF_REFERENCING_COL_NAME",
        "REF_GENERATION");
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return answer(
        List.of(row("GLOBAL TEMPORARY"), row("SYSTEM TABLE"), row("TABLE"), row("VIEW")),
        "TABLE_TYPE");
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return answer(ColumnRows.read(schema, tablePattern, columnPattern), ColumnRows.COLUMNS);
  }

  /// In the words of sqlite-jdbc.
  private static String named(@Nullable String table) throws SQLException {
    if (table == null) {
      throw SqlErrors.misuse("Invalid table name: 'null'");
    }
    return table;
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String table) throws SQLException {
    return answer(
        new KeyRows(schema).primaryKey(named(table)),
        "TABLE_CAT",
        "TABLE_SCHEM",
        "TABLE_NAME",
        "COLUMN_NAME",
        "KEY_SEQ",
        "PK_NAME");
  }

  @Override
  public ResultSet getImportedKeys(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String table) throws SQLException {
    return answer(new KeyRows(schema).imported(named(table)), KeyRows.FOREIGN_KEY_COLUMNS);
  }

  @Override
  public ResultSet getExportedKeys(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String table) throws SQLException {
    return answer(new KeyRows(schema).exported(named(table)), KeyRows.FOREIGN_KEY_COLUMNS);
  }

  /// A table that is not named is any table.
  @Override
  public ResultSet getCrossReference(
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable)
      throws SQLException {
    if (parentTable == null) {
      return getImportedKeys(foreignCatalog, foreignSchema, String.valueOf(foreignTable));
    }
    if (foreignTable == null) {
      return getExportedKeys(parentCatalog, parentSchema, parentTable);
    }
    return answer(
        new KeyRows(schema).between(parentTable, foreignTable), KeyRows.FOREIGN_KEY_COLUMNS);
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schemaName,
      @Nullable String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    return answer(
        table == null ? List.of() : new KeyRows(schema).indexes(table, unique),
        "TABLE_CAT",
        "TABLE_SCHEM",
        "TABLE_NAME",
        "NON_UNIQUE",
        "INDEX_QUALIFIER",
        "INDEX_NAME",
        "TYPE",
        "ORDINAL_POSITION",
        "COLUMN_NAME",
        "ASC_OR_DESC",
        "CARDINALITY",
        "PAGES",
        "FILTER_CONDITION");
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return answer(
        List.of(
            type("NULL", 0, 0, 1, 0),
            type("INTEGER", 4, 0, 0, 1),
            type("REAL", 7, 0, 0, 0),
            type("TEXT", 12, 1, 1, 0),
            type("BLOB", 2004, 0, 1, 0)),
        "TYPE_NAME",
        "DATA_TYPE",
        "PRECISION",
        "LITERAL_PREFIX",
        "LITERAL_SUFFIX",
        "CREATE_PARAMS",
        "NULLABLE",
        "CASE_SENSITIVE",
        "SEARCHABLE",
        "UNSIGNED_ATTRIBUTE",
        "FIXED_PREC_SCALE",
        "AUTO_INCREMENT",
        "LOCAL_TYPE_NAME",
        "MINIMUM_SCALE",
        "MAXIMUM_SCALE",
        "SQL_DATA_TYPE",
        "SQL_DATETIME_SUB",
        "NUM_PREC_RADIX");
  }

  private static @Nullable Object[] type(
      String name, int type, int caseSensitive, int unsigned, int autoIncrement) {
    return row(
        name,
        type,
        0,
        null,
        null,
        null,
        typeNullable,
        caseSensitive,
        typeSearchable,
        unsigned,
        0,
        autoIncrement,
        null,
        0,
        0,
        0,
        0,
        10);
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return nothing("TABLE_CAT");
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return nothing("TABLE_SCHEM", "TABLE_CATALOG");
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    return getSchemas();
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return answer(
        List.<@Nullable Object[]>of(
            row("CorrelationId", Integer.MAX_VALUE, "", "names the connection's work in the logs")),
        "NAME",
        "MAX_LEN",
        "DEFAULT_VALUE",
        "DESCRIPTION");
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schemaName,
      String table,
      int scope,
      boolean nullable)
      throws SQLException {
    return nothing(EmptyAnswers.ROW_IDENTIFIER);
  }

  @Override
  public ResultSet getVersionColumns(
      @Nullable String catalog, @Nullable String schemaName, String table) throws SQLException {
    return nothing(EmptyAnswers.ROW_IDENTIFIER);
  }

  @Override
  public ResultSet getTablePrivileges(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern)
      throws SQLException {
    return nothing(EmptyAnswers.TABLE_PRIVILEGES);
  }

  @Override
  public ResultSet getColumnPrivileges(
      @Nullable String catalog,
      @Nullable String schemaName,
      String table,
      @Nullable String columnPattern)
      throws SQLException {
    return nothing(EmptyAnswers.COLUMN_PRIVILEGES);
  }

  @Override
  public ResultSet getProcedures(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern)
      throws SQLException {
    return nothing(EmptyAnswers.PROCEDURES);
  }

  @Override
  public ResultSet getProcedureColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return nothing(EmptyAnswers.PROCEDURE_COLUMNS);
  }

  /// SQLite's functions by name, those of tables left out, as `PRAGMA function_list` tells them.
  @Override
  public ResultSet getFunctions(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String name : schema.functions(namePattern)) {
      rows.add(row(null, null, name, null, functionNoTable, name));
    }
    return answer(rows, EmptyAnswers.FUNCTIONS);
  }

  @Override
  public ResultSet getFunctionColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return nothing(EmptyAnswers.FUNCTION_COLUMNS);
  }

  @Override
  public ResultSet getPseudoColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    return nothing(EmptyAnswers.PSEUDO_COLUMNS);
  }

  @Override
  public ResultSet getUDTs(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String typePattern,
      int @Nullable [] types)
      throws SQLException {
    return nothing(EmptyAnswers.USER_DEFINED_TYPES);
  }

  @Override
  public ResultSet getAttributes(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String typePattern,
      @Nullable String attributePattern)
      throws SQLException {
    return nothing(EmptyAnswers.ATTRIBUTES);
  }

  @Override
  public ResultSet getSuperTypes(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String typePattern)
      throws SQLException {
    return nothing(EmptyAnswers.SUPER_TYPES);
  }

  @Override
  public ResultSet getSuperTables(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern)
      throws SQLException {
    return nothing("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "SUPERTABLE_NAME");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlErrors.misuse("not a wrapper for " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
