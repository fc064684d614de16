using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Storage.Registry;

/// <summary>Permits; their own field is the list of provinces.</summary>
public sealed class PermitKind() : DocumentKind<Permit>("permit")
{
    public override string Write(Permit document) =>
        JsonSerializer.Serialize(new([.. document.Provinces.Select(p => p.Number)]), RegistryJson.Default.PermitContent);

    public override Permit Read(in DocumentHead head, string content)
    {
        var own = RegistryJson.Read(content, RegistryJson.Default.PermitContent);
        return new()
        {
            Number = head.Number,
            Vehicle = head.VehicleOfIts,
            Provinces = [.. own.Provinces.Select(p => new ProvinceCode(p))],
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        };
    }

    public override Permit Withdrawn(Permit document, Instant from) => document with { WithdrawnAt = from };
}

internal sealed record PermitContent([property: JsonRequired] int[] Provinces);
