using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Web.Registry;

/// <summary>Reads the fields of a filed document one by one; the body collects the faults of each.</summary>
internal sealed class DocumentFields(JsonBody body)
{
    public const int LongestNumber = 64;

    /// <summary>The number of a document: the one in the address, if there is one, which the body may repeat.</summary>
    public string Number(string? inAddress)
    {
        var (element, text) = (body.Member("number"), body.Text("number"));
        if (inAddress is null)
        {
            if (!IsNumber(text))
            {
                Add("number", s_numberExpected);
            }

            return text ?? "";
        }

        if (!IsNumber(inAddress))
        {
            body.Faults.Add("number", FaultCode.Invalid, s_numberExpected);
        }

        if (element.ValueKind != JsonValueKind.Undefined && text != inAddress)
        {
            body.Faults.Add("number", FaultCode.NotApplicable, new(
                $"地址中的编号是 {inAddress}；请省略该字段或与之相同。", $"The address says {inAddress}; leave the field out or repeat that."));
        }

        return inAddress;
    }

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
                if (!VehicleId.TryParse(body.Text("vehicle"), out var id, out var reason))
                {
                    Add("vehicle", reason);
                }

                return DocumentSubject.ForVehicle(id);
            default:
                var name = SubjectName(binding)!;
                if (SubjectKeys.TryParse(binding, body.Text(name), out var subject))
                {
                    return subject.Value;
                }

                Add(name, SubjectKeys.Expected(binding));
                return default;
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
            field.Take(body.Member(field.Name), values, what => Add(field.Name, what));
        }

        return values;
    }

    public (Instant From, Instant To) Validity()
    {
        var known = Time("validFrom", out var from) & Time("validTo", out var to);
        if (known && from >= to)
        {
            body.Faults.Add("validTo", FaultCode.OutOfRange, new("有效期的结束必须晚于 validFrom。", "The end of validity must be after validFrom."));
        }

        return (from, to);
    }

    /// <summary>Letters and digits of any script and a few signs that are safe in an address.</summary>
    public static bool IsNumber(string? text) =>
        text is { Length: > 0 and <= LongestNumber } && char.IsLetterOrDigit(text[0])
        && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '(' or ')' or '（' or '）' or '[' or ']' or '〔' or '〕' or '【' or '】');

    private static readonly LocalText s_numberExpected = new(
        $"应为 1 至 {LongestNumber} 个字母、数字或 -_.()[]〔〕【】，且以字母或数字开头。",
        $"Expected 1 to {LongestNumber} letters, digits or -_.()[]〔〕【】, beginning with a letter or digit.");

    private bool Time(string name, out Instant time)
    {
        if (ApiTimeParser.TryParse(body.Text(name), out time))
        {
            return true;
        }

        Add(name, new($"应为{ApiTimeParser.Expected.Chinese}。", $"Expected {ApiTimeParser.Expected.English}."));
        return false;
    }

    private void Add(string field, LocalText what) =>
        body.Faults.Add(field, body.Member(field).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? FaultCode.Required : FaultCode.Invalid, what);
}
