using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;

namespace HazmatTrack.Web.Registry;

/// <summary>
/// Reads the fields of a filed document one by one and collects the errors of each, so that the response reports all of them at once.
/// An unknown field is an error too: it is usually a misspelt one.
/// </summary>
internal sealed class DocumentFields(JsonElement body)
{
    public const int LongestNumber = 64;

    private readonly HashSet<string> _asked = [];

    /// <summary>The errors by field name.</summary>
    public SortedDictionary<string, string[]> Wrong { get; } = new(StringComparer.Ordinal);

    /// <summary>Reports unknown fields; to be called after the last field.</summary>
    public void RefuseOthers()
    {
        foreach (var property in body.EnumerateObject().Where(p => !_asked.Contains(p.Name)))
        {
            Say(property.Name, $"There is no such field; known are {string.Join(", ", _asked.Order())}.");
        }
    }

    /// <summary>The number of a document: the one in the address, if there is one, which the body may repeat.</summary>
    public string Number(string? inAddress)
    {
        var element = Ask("number");
        if (inAddress is null)
        {
            return IsNumber(Text(element)) ? element.GetString()! : Say("number", NumberExpected, "");
        }

        if (element.ValueKind != JsonValueKind.Undefined && (element.ValueKind != JsonValueKind.String || element.GetString() != inAddress))
        {
            Say("number", $"The address says {inAddress}; leave the field out or repeat that.");
        }

        return inAddress;
    }

    public string FiledBy() => CheckFiledBy(Text(Ask("filedBy"))) is { } by ? by : Say("filedBy", FiledByExpected, "");

    /// <summary>The subject of the document; a kind that is bound to an area or to everything has no field for it.</summary>
    public DocumentSubject Subject(DocumentBinding binding)
    {
        switch (binding)
        {
            case DocumentBinding.Area:
                return DocumentSubject.Area;
            case DocumentBinding.Everything:
                return DocumentSubject.Everything;
            case DocumentBinding.Vehicle:
                return VehicleId.TryParse(Text(Ask("vehicle")), out var id, out var reason)
                    ? DocumentSubject.ForVehicle(id)
                    : Say("vehicle", reason, DocumentSubject.ForVehicle(default(VehicleId)));
            default:
                var name = SubjectName(binding)!;
                return SubjectKeys.TryParse(binding, Text(Ask(name)), out var subject)
                    ? subject.Value : Say(name, SubjectKeys.Expected(binding), default(DocumentSubject));
        }
    }

    /// <summary>The name of the field that holds the subject of a binding; null where there is none.</summary>
    public static string? SubjectName(DocumentBinding binding) => binding switch
    {
        DocumentBinding.Vehicle => "vehicle",
        DocumentBinding.Person => "person",
        DocumentBinding.Operator => "operator",
        _ => null,
    };

    /// <summary>The fields specific to a kind.</summary>
    public FieldValues Own(DocumentKind kind)
    {
        var values = new FieldValues();
        foreach (var field in kind.Fields)
        {
            field.Take(Ask(field.Name), values, what => Say(field.Name, what));
        }

        return values;
    }

    public (Instant From, Instant To) Validity()
    {
        var known = Time("validFrom", out var from) & Time("validTo", out var to);
        if (known && from >= to)
        {
            Say("validTo", "The end of validity must be after validFrom.");
        }

        return (from, to);
    }

    /// <summary>Letters and digits of any script and a few signs that are safe in an address.</summary>
    public static bool IsNumber(string? text) =>
        text is { Length: > 0 and <= LongestNumber } && char.IsLetterOrDigit(text[0])
        && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '(' or ')' or '（' or '）' or '[' or ']' or '〔' or '〕' or '【' or '】');

    /// <summary>The name of the person who files, trimmed; null when it is not valid.</summary>
    public static string? CheckFiledBy(string? text) =>
        text?.Trim() is { Length: > 0 and <= 64 } name && !name.Any(char.IsControl) ? name : null;

    public const string FiledByExpected = "Expected the name of whoever files this, 1 to 64 characters.";

    public static readonly string NumberExpected = $"Expected 1 to {LongestNumber} letters, digits or -_.()[]〔〕【】, beginning with a letter or digit.";

    private bool Time(string name, out Instant time)
    {
        if (ApiTime.TryParse(Text(Ask(name)), out time))
        {
            return true;
        }

        Say(name, $"Expected {ApiTime.Expected}.");
        return false;
    }

    private JsonElement Ask(string name)
    {
        _asked.Add(name);
        return body.TryGetProperty(name, out var element) ? element : default;
    }

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private void Say(string field, string what) => Wrong[field] = Wrong.TryGetValue(field, out var said) ? [.. said, what] : [what];

    private T Say<T>(string field, string what, T instead)
    {
        Say(field, what);
        return instead;
    }
}
