using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HazmatTrack.Storage.Registry;

/// <summary>The stored form of the fields that are a kind's own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PermitContent))]
[JsonSerializable(typeof(RouteContent))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    /// <exception cref="FormatException">The text is not what the type says.</exception>
    public static T Read<T>(string content, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new FormatException("The stored content is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"The stored content cannot be read: {e.Message}", e);
        }
    }
}
