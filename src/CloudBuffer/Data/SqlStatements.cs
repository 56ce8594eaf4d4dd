using Microsoft.Data.Sqlite;

namespace CloudBuffer.Data;

/// <summary>
/// SQL statements of one connection, prepared once: for the writes that are so frequent that EF Core would take most of their time.
/// </summary>
/// <param name="transaction">Null if the connection's owner begins and ends transactions by statements.</param>
public sealed class SqlStatements(SqliteConnection connection, SqliteTransaction? transaction = null) : IDisposable
{
    readonly Dictionary<string, SqliteCommand> prepared = [];

    /// <param name="sql">A constant with the parameters <c>$0</c>, <c>$1</c> …</param>
    /// <returns>The number of changed rows.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <inheritdoc cref="Execute"/>
    /// <returns>All rows.</returns>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
    }

    SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            prepared[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction;
            for (int i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
        command.CommandTimeout = connection.DefaultTimeout;
        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
