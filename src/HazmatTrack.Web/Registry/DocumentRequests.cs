using System.Buffers.Text;
using System.Text;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry;

/// <summary>Reads the queries of requests about documents.</summary>
internal static class DocumentRequests
{
    /// <summary>A line of <see cref="LineField.MostPoints"/> points takes well under half of it.</summary>
    public const int LargestBody = 1024 * 1024;

    public const int MostListed = 1000;

    /// <summary>How many documents are listed where no limit is given.</summary>
    public const int Listed = 100;

    /// <summary>Reads the parameters of a list.</summary>
    /// <exception cref="InvalidRequestException">A parameter is wrong.</exception>
    public static DocumentQuery Query(IQueryCollection query, DocumentBinding binding)
    {
        var name = DocumentFields.SubjectName(binding);
        var reader = new QueryReader(query, name is null ? ["validAt", "asOf", "cursor", "limit"] : [name, "validAt", "asOf", "cursor", "limit"]);
        var (vehicle, subject) = Subject(reader, name, binding);
        string? after = null;
        _ = reader.Cursor(text => (after = Number(text)) is not null);
        var answer = new DocumentQuery
        {
            Vehicle = vehicle,
            Subject = subject,
            ValidAt = reader.Instant("validAt"),
            AsOf = reader.Instant("asOf"),
            After = after,
            Limit = reader.Number("limit", 1, MostListed) ?? Listed,
        };
        reader.ThrowIfInvalid();
        return answer;
    }

    public static string Cursor(string number) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(number));

    private static (VehicleId? Vehicle, DocumentSubject? Subject) Subject(QueryReader reader, string? name, DocumentBinding binding)
    {
        if (name is null || reader.Text(name) is not { } text)
        {
            return (null, null);
        }

        if (binding == DocumentBinding.Vehicle)
        {
            if (VehicleId.TryParse(text, out var id, out var reason))
            {
                return (id, null);
            }

            reader.Wrong(name, FaultCode.Invalid, reason);
            return (null, null);
        }

        if (!SubjectKeys.TryParse(binding, text, out var subject))
        {
            reader.Wrong(name, FaultCode.Invalid, SubjectKeys.Expected(binding));
        }

        return (null, subject);
    }

    private static string? Number(string cursor)
    {
        try
        {
            var number = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            return DocumentFields.IsNumber(number) ? number : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
