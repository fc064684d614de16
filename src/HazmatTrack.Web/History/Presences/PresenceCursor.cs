using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History.Presences;

/// <summary>A position in the list of passes: the vehicle, the begin of the pass, and its rank among passes that begin together.</summary>
internal readonly record struct PresenceCursor(VehicleId Vehicle, Instant First, int Rank) : IComparable<PresenceCursor>
{
    /// <summary>The position of a pass in the list, after that of the pass before it.</summary>
    public static PresenceCursor After(in Presence pass, PresenceCursor? before) => new(
        pass.Vehicle,
        pass.Pass.First,
        before is { } b && b.Vehicle == pass.Vehicle && b.First == pass.Pass.First ? b.Rank + 1 : 0);

    /// <summary>The cursor of a query; null where there is none, and where it is wrong.</summary>
    public static PresenceCursor? Read(QueryReader reader)
    {
        PresenceCursor found = default;
        return reader.Cursor(text => TryParse(text, out found)) is null ? null : found;
    }

    private static bool TryParse(string text, out PresenceCursor cursor)
    {
        cursor = default;
        if (text.Split(',') is [var vehicle, var first, var rank]
            && VehicleId.TryFromStored(vehicle, out var id)
            && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && int.TryParse(rank, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            cursor = new(id, new(milliseconds), number);
            return true;
        }

        return false;
    }

    public int CompareTo(PresenceCursor other)
    {
        var c = Vehicle.CompareTo(other.Vehicle);
        c = c != 0 ? c : First.CompareTo(other.First);
        return c != 0 ? c : Rank.CompareTo(other.Rank);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Vehicle},{First.UnixMilliseconds},{Rank}");
}
