using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Storage.Registry;

/// <summary>Routes; their own fields are the line and the corridor.</summary>
public sealed class RouteKind() : DocumentKind<Route>("route")
{
    public override string Write(Route document)
    {
        var line = new int[document.Line.Length * 2];
        for (var i = 0; i < document.Line.Length; i++)
        {
            (line[2 * i], line[(2 * i) + 1]) = (document.Line[i].LatitudeE6, document.Line[i].LongitudeE6);
        }

        return JsonSerializer.Serialize(new(line, document.Corridor.Metres), RegistryJson.Default.RouteContent);
    }

    public override Route Read(in DocumentHead head, string content)
    {
        var own = RegistryJson.Read(content, RegistryJson.Default.RouteContent);
        if (own.LineE6.Length < 4 || own.LineE6.Length % 2 != 0)
        {
            throw new FormatException($"Route {head.Number} is stored with {own.LineE6.Length} coordinates.");
        }

        var line = ImmutableArray.CreateBuilder<GeoPoint>(own.LineE6.Length / 2);
        for (var i = 0; i < own.LineE6.Length; i += 2)
        {
            line.Add(new(own.LineE6[i], own.LineE6[i + 1]));
        }

        return new()
        {
            Number = head.Number,
            Vehicle = head.VehicleOfIts,
            Line = line.MoveToImmutable(),
            Corridor = Distance.FromMetres(own.CorridorM),
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        };
    }

    public override Route Withdrawn(Route document, Instant from) => document with { WithdrawnAt = from };
}

/// <param name="LineE6">Latitude and longitude in microdegrees, in turn.</param>
/// <param name="CorridorM">Metres.</param>
internal sealed record RouteContent([property: JsonRequired] int[] LineE6, [property: JsonRequired] double CorridorM);
