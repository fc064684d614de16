namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// Where the views have a vehicle, as far as its writer knows, so that they are touched only when it moves. Begins unknown; belongs to one
/// ownership of the vehicle's partition, since another owner may have moved the vehicle in between.
/// </summary>
public sealed class IndexMembership
{
    private int _part = -1;

    /// <summary>The life of its part in which this owner last wrote the vehicle; null before. In another life the views are empty.</summary>
    internal string? Birth { get; set; }

    /// <summary>Whether <see cref="Province"/> and <see cref="Cell"/> are set: from the last write, or read from an earlier owner's.</summary>
    internal bool HasPlace { get; set; }

    internal int Province { get; set; }

    internal int Cell { get; set; }

    /// <summary>The deadline that this owner knew last; what is stored is no later.</summary>
    internal HotDue? Due { get; set; }

    /// <summary>How many packed states this owner has written.</summary>
    internal int States { get; set; }

    /// <summary>The vehicle's keys as bytes, made once.</summary>
    internal (byte[] Sight, byte[] State)? Keys { get; set; }

    /// <summary>The vehicle's part, found once.</summary>
    internal int PartOf(Domain.Vehicles.VehicleId vehicle) => _part >= 0 ? _part : _part = HotParts.PartOf(vehicle);
}
