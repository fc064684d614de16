using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Alerts;

namespace HazmatTrack.Web.Views;

/// <summary>One pass of a vehicle through an area.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="Plate">车牌号.</param>
/// <param name="First">The first instant there within the span.</param>
/// <param name="Last">The last.</param>
/// <param name="Entry"><c>crossed</c>: it drove in at <paramref name="First"/>; <c>beforeSpan</c>: it was there when the span begins; <c>trackBegins</c>: nothing is known of it before.</param>
/// <param name="Exit"><c>crossed</c>: it drove out at <paramref name="Last"/>; <c>afterSpan</c>: it was there when the span ends; <c>trackEnds</c>: nothing is known of it after.</param>
/// <param name="Entered">When it drove in, interpolated between two fixes; null where it did not within the span.</param>
/// <param name="EnteredErrorS">How many seconds that may be off either way, by the spacing of the fixes and the error of the receiver.</param>
/// <param name="Left">When it drove out; null where it did not within the span.</param>
/// <param name="LeftErrorS">How many seconds that may be off either way.</param>
/// <param name="Certainty"><c>certain</c>: a fix lies there; <c>likely</c>: the line between two fixes leads through; <c>possible</c>: so it does, but reception was lost in between.</param>
/// <param name="Positions">How many fixes lie there within the span.</param>
/// <param name="NearestM">How near it came to the centre of a circle, metres; null for a box.</param>
/// <param name="FirstPosition">Where it was at <paramref name="First"/>.</param>
/// <param name="LastPosition">Where it was at <paramref name="Last"/>.</param>
internal sealed record PresenceView(
    string Vehicle, string Plate, DateTimeOffset First, DateTimeOffset Last, string Entry, string Exit, DateTimeOffset? Entered, int? EnteredErrorS,
    DateTimeOffset? Left, int? LeftErrorS, string Certainty, int Positions, double? NearestM, PlaceView FirstPosition, PlaceView LastPosition);

/// <param name="Items">The passes.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
/// <param name="Unreadable">
/// Stretches of vehicles within the time asked for whose stored bytes are damaged: whether these vehicles were there then is not known. Absent where
/// there is none.
/// </param>
internal sealed record PresenceListView(
    IReadOnlyList<PresenceView> Items, string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UnreadableView>? Unreadable = null);

/// <summary>A stretch of a vehicle's history that cannot be read.</summary>
internal sealed record UnreadableView(string Vehicle, DateTimeOffset From, DateTimeOffset To);
