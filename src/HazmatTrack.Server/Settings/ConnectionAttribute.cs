using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;
using Npgsql;
using StackExchange.Redis;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// A connection string that its client can read, or an empty one: a misspelt keyword is refused at start like any other setting, and not as a server that
/// is not reachable. The message has the keyword and not the text, in which a password may be.
/// </summary>
/// <param name="client">The name of the client.</param>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class ConnectionAttribute(string client) : ValidationAttribute
{
    /// <summary>Reads the text; throws where it cannot.</summary>
    protected abstract object Parse(string text);

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        try
        {
            _ = value is string { Length: > 0 } text ? Parse(text) : null;
            return ValidationResult.Success;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            return new LocalFault(
                new($"不是 {client} 的连接字符串：{e.Message}", $"not a connection string of {client}: {e.Message}"), validationContext.MemberName!);
        }
    }
}

/// <inheritdoc/>
internal sealed class RedisConnectionAttribute() : ConnectionAttribute("StackExchange.Redis")
{
    protected override object Parse(string text) => ConfigurationOptions.Parse(text);
}

/// <inheritdoc/>
internal sealed class PostgresConnectionAttribute() : ConnectionAttribute("Npgsql")
{
    protected override object Parse(string text) => new NpgsqlConnectionStringBuilder(text);
}
