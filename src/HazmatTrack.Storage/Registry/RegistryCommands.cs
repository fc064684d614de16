using System.Data.Common;

namespace HazmatTrack.Storage.Registry;

/// <summary>Creates commands with named values, on either engine.</summary>
internal static class RegistryCommands
{
    public static DbCommand Command(
        this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in values)
        {
            command.BindIfSet(name, value);
        }

        return command;
    }

    /// <summary>Binds a value; binds none when it is null, for statements that omit the condition then.</summary>
    public static void BindIfSet(this DbCommand command, string name, object? value)
    {
        if (value is not null)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }
}
