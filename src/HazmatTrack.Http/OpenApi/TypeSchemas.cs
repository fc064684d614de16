using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HazmatTrack.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Http.OpenApi;

/// <summary>The schemas of the program's types.</summary>
internal static class TypeSchemas
{
    private const string AboutInstant = "An instant: ISO 8601 with offset, written at +08:00.";

    /// <summary>Corrects what the framework derives from a type: instants are texts, and a member that is left out rather than null is not required.</summary>
    public static Task CorrectAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(Instant))
        {
            schema.Type = Nullable.GetUnderlyingType(type) is null ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
            schema.Description = context.JsonPropertyInfo is null ? AboutInstant : schema.Description ?? AboutInstant;
            schema.Properties = null;
            schema.Required = null;
        }

        foreach (var property in context.JsonTypeInfo.Properties)
        {
            var ignored = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), false);
            if (ignored is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }])
            {
                schema.Required?.Remove(property.Name);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Names the component of a type. Types of one name would get one component, and calls be described by the other's members: the document is not made then,
    /// and every test of it fails.
    /// </summary>
    public static Func<JsonTypeInfo, string?> NameOfItsOwn()
    {
        var named = new ConcurrentDictionary<string, Type>();
        return info =>
        {
            var (name, type) = (OpenApiOptions.CreateDefaultSchemaReferenceId(info), Nullable.GetUnderlyingType(info.Type) ?? info.Type);
            return name is null || named.GetOrAdd(name, type) == type
                ? name
                : throw new InvalidOperationException($"{type} and {named[name]} would both be schema {name}; rename one of them.");
        };
    }

    /// <summary>The component of a type, which is added to the document where it is not there yet.</summary>
    public static async Task<IOpenApiSchema> ComponentAsync<T>(this OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellation);
        return ErrorSchemas.Component(context.Document!, typeof(T).Name, () => schema);
    }

    /// <summary>A member of an answer that may be absent is never null: what is absent need not be null too.</summary>
    public static void DropNullOfAbsent(OpenApiDocument document)
    {
        foreach (var (name, component) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (name.EndsWith("Body", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var (member, schema) in component.Properties?.Where(p => component.Required?.Contains(p.Key) != true).ToList() ?? [])
            {
                component.Properties![member] = NotNull(schema);
            }
        }
    }

    /// <summary>
    /// The framework describes a member that may be null at the type within it, where no generator of clients looks: the member itself gets the description.
    /// </summary>
    public static void DescribeNullable(OpenApiDocument document)
    {
        foreach (var property in (document.Components?.Schemas?.Values ?? []).SelectMany(s => s.Properties?.Values ?? Enumerable.Empty<IOpenApiSchema>()))
        {
            if (property is OpenApiSchema { Description: null, OneOf: { } options } member
                && options.OfType<OpenApiSchemaReference>().FirstOrDefault(o => o.Reference.Description is not null) is { } described)
            {
                (member.Description, described.Description) = (described.Reference.Description, null);
            }
        }

        if (document.Components?.Schemas?.TryGetValue(nameof(Instant), out var instant) == true)
        {
            instant.Description = AboutInstant;
        }
    }

    private static IOpenApiSchema NotNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { Type: { } type } own)
        {
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema.OneOf is { Count: 2 } options && options.Any(o => o.Type == JsonSchemaType.Null)
            ? options.First(o => o.Type != JsonSchemaType.Null)
            : schema;
    }
}
