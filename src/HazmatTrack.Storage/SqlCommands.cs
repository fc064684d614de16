using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;

namespace HazmatTrack.Storage;

/// <summary>
/// The one place where statements are made, on either engine. Every text consists of constants of the program; values from outside are parameters.
/// </summary>
internal static class SqlCommands
{
    /// <summary>A typed null for an unknown number, since a list of rows takes its types from its values.</summary>
    public static readonly object NoNumber = new();

    /// <summary>The number of values in one list.</summary>
    private const int ChunkLength = 200;

    public static DbCommand Command(
        this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.Command(sql, values);
        command.Transaction = transaction;
        return command;
    }

    /// <summary>A command with named values; of one that is null there is no parameter, for statements that omit the condition then.</summary>
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // See the summary of the class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.BindIfSet(name, value);
        }

        return command;
    }

    public static void BindIfSet(this DbCommand command, string name, object? value)
    {
        if (value is not null)
        {
            command.Bind(name, value);
        }
    }

    public static void Bind(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        if (ReferenceEquals(value, NoNumber))
        {
            (parameter.DbType, parameter.Value) = (DbType.Int32, DBNull.Value);
        }

        command.Parameters.Add(parameter);
    }

    /// <summary>Runs a statement with a list of values in its middle, split into as many statements as the values need.</summary>
    public static async Task ForEachChunkAsync(
        this DbConnection connection, DbTransaction? transaction, string before, IReadOnlyList<string> values, string after,
        Func<DbCommand, Task> run)
    {
        foreach (var chunk in values.Chunk(ChunkLength))
        {
            await using var command = connection.Command(transaction, "");
            var sql = new StringBuilder(before).Append('(');
            for (var i = 0; i < chunk.Length; i++)
            {
                var name = "@v" + i.ToString(CultureInfo.InvariantCulture);
                sql.Append(i > 0 ? "," : "").Append(name);
                command.Bind(name, chunk[i]);
            }

            command.CommandText = sql.Append(") ").Append(after).ToString();
            await run(command);
        }
    }

    /// <summary>Inserts many rows with few statements.</summary>
    /// <param name="into">The table and its columns, such as <c>alert (id, body)</c>.</param>
    /// <param name="rows">The values in order of the columns; none null.</param>
    /// <param name="conflict">The clause after the rows, such as <c>on conflict (id) do nothing</c>.</param>
    /// <param name="rowsPerStatement">The number of rows in one statement.</param>
    public static async Task InsertAsync(
        this DbConnection connection, DbTransaction transaction, string into, IEnumerable<object[]> rows, string conflict,
        int rowsPerStatement, CancellationToken cancellation)
    {
        foreach (var chunk in rows.Chunk(rowsPerStatement))
        {
            await using var command = connection.Command(transaction, "");
            var sql = new StringBuilder("insert into ").Append(into).Append(" values ");
            var number = 0;
            for (var r = 0; r < chunk.Length; r++)
            {
                sql.Append(r > 0 ? ",(" : "(");
                for (var c = 0; c < chunk[r].Length; c++)
                {
                    var name = "@p" + number++.ToString(CultureInfo.InvariantCulture);
                    sql.Append(c > 0 ? "," : "").Append(name);
                    command.Bind(name, chunk[r][c]);
                }

                sql.Append(')');
            }

            command.CommandText = sql.Append(' ').Append(conflict).ToString();
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
