using System.Text.Json;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>Checks an answer by the schema that the document has for it: every required member, no member that is not described, types and enums.</summary>
internal sealed class SchemaCheck(JsonElement document, List<string> faults)
{
    public void Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at);
            return;
        }

        if (schema.TryGetProperty("oneOf", out var options))
        {
            var tried = options.EnumerateArray().Select(option => Faults(option, value, at)).ToList();
            if (tried.TrueForAll(t => t.Count > 0))
            {
                faults.AddRange(tried.MinBy(t => t.Count)!);
            }

            return;
        }

        if (schema.TryGetProperty("type", out var type)
            && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1)).Any(t => Is(value, t.GetString()!)))
        {
            faults.Add($"{at}: {value.GetRawText()} is not {type}");
            return;
        }

        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)))
        {
            faults.Add($"{at}: {value.GetRawText()} is none of {values}");
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time"
            && value.ValueKind == JsonValueKind.String && !value.GetString()!.EndsWith("+08:00", StringComparison.Ordinal))
        {
            faults.Add($"{at}: {value.GetRawText()} is not written at +08:00");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(items, item, at + "[]");
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(schema, value, at);
        }
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private void CheckMembers(JsonElement schema, JsonElement value, string at)
    {
        foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : [])
        {
            if (!value.TryGetProperty(name, out _))
            {
                faults.Add($"{at}: {name} is required and absent");
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var described))
            {
                Check(described, member.Value, $"{at}.{member.Name}");
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            {
                Check(others, member.Value, $"{at}.{member.Name}");
            }
            else
            {
                faults.Add($"{at}: {member.Name} is not described");
            }
        }
    }

    private List<string> Faults(JsonElement schema, JsonElement value, string at)
    {
        var found = new List<string>();
        new SchemaCheck(document, found).Check(schema, value, at);
        return found;
    }
}
