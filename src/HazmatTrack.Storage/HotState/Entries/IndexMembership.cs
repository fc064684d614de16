namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The views that contain a vehicle, as far as its writer knows, so that they are changed only when it moves. Initially unknown; belongs to one
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

    /// <summary>The last deadline that this owner knew; the stored one is no later.</summary>
    internal HotDue? Due { get; set; }

    /// <summary>How many packed states this owner has written.</summary>
    internal int States { get; set; }

    /// <summary>The vehicle's keys as bytes, cached.</summary>
    internal (byte[] Sight, byte[] State)? Keys { get; set; }

    /// <summary>The vehicle's part, cached.</summary>
    internal int PartOf(Domain.Vehicles.VehicleId vehicle) => _part >= 0 ? _part : _part = HotParts.PartOf(vehicle);
}
