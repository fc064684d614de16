using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Contracts.Alerts;

namespace HazmatTrack.Web.Views;

/// <summary>One pass of a vehicle through an area.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="Plate">The plate (车牌号) without its colour.</param>
/// <param name="First">The first instant in the area within the span.</param>
/// <param name="Last">The last instant in the area within the span.</param>
/// <param name="Entry"><c>crossed</c>: it drove in at <paramref name="First"/>; <c>beforeSpan</c>: it was there when the span begins; <c>trackBegins</c>:
/// nothing is known of it before.</param>
/// <param name="Exit"><c>crossed</c>: it drove out at <paramref name="Last"/>; <c>afterSpan</c>: it was there when the span ends; <c>trackEnds</c>: nothing is
/// known of it after.</param>
/// <param name="Entered">When it drove in, interpolated between two fixes; null where it did not within the span.</param>
/// <param name="EnteredErrorS">By how many seconds the entry may be off either way, from the spacing of the fixes and the error of the receiver.</param>
/// <param name="Left">When it drove out; null where it did not within the span.</param>
/// <param name="LeftErrorS">By how many seconds the exit may be off either way.</param>
/// <param name="Certainty">
/// <c>certain</c>: a fix is in the area; <c>likely</c>: the line between two fixes crosses it; <c>possible</c>: so it does, but reception was lost in
/// between.
/// </param>
/// <param name="Positions">How many fixes are in the area within the span.</param>
/// <param name="NearestM">The smallest distance to the centre of a circle, metres; null for a box.</param>
/// <param name="FirstPosition">The position at <paramref name="First"/>.</param>
/// <param name="LastPosition">The position at <paramref name="Last"/>.</param>
internal sealed record PresenceView(
    string Vehicle, string Plate, Instant First, Instant Last, string Entry, string Exit, Instant? Entered, int? EnteredErrorS,
    Instant? Left, int? LeftErrorS, string Certainty, int Positions, double? NearestM, PlaceView FirstPosition, PlaceView LastPosition);

/// <summary>A page of passes.</summary>
/// <param name="Items">The passes, by vehicle id and time.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
/// <param name="Unreadable">
/// Stretches of vehicles within the requested time whose stored bytes are damaged: whether these vehicles were there then is unknown. Absent
/// where there is none.
/// </param>
/// <param name="UnavailablePartitions">
/// Partitions of positions whose silo does not answer: of their vehicles the newest passes are missing, and those by positions that came late. Ask again
/// later. Absent where nothing is missing.
/// </param>
internal sealed record PresenceListView(
    IReadOnlyList<PresenceView> Items, string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UnreadableView>? Unreadable = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? UnavailablePartitions = null);

/// <summary>A stretch of a vehicle's history that cannot be read.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="From">The first instant that cannot be read.</param>
/// <param name="To">The last instant that cannot be read.</param>
internal sealed record UnreadableView(string Vehicle, Instant From, Instant To);
