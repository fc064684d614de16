using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>Section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// The connection string in the format of StackExchange.Redis, such as <c>redis-1:6379,password=…</c>, or some nodes of a Redis Cluster; empty runs the
    /// embedded Redis.
    /// </summary>
    [RedisConnection]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The prefix of all keys. Without braces: in a Redis Cluster they determine which keys are stored together, and the program sets its own.
    /// </summary>
    [Required]
    [ChineseFault("前缀中有花括号；请选不含 { 和 } 的前缀。")]
    [RegularExpression("[^{}]*", ErrorMessage = "the prefix has a brace; choose one without {{ and }}.")]
    public string Prefix { get; set; } = "hazmat:";
}
