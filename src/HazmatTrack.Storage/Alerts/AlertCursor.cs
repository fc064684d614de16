using System.Buffers.Text;
using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// A position in a list of alerts: after the alert with this instant and id. Stays valid when alerts are raised meanwhile. An alert that is closed
/// between two pages of <see cref="AlertSort.Open"/> may occur twice; the stream after the first page reports one that is opened again.
/// </summary>
/// <param name="At">Onset or detection, as the list is ordered.</param>
public readonly record struct AlertCursor(Instant At, AlertId Id)
{
    private static readonly string[] s_sorts = ["", "d", "o"];

    public AlertSort Sort { get; init; }

    public bool Ascending { get; init; }

    /// <summary>For <see cref="AlertSort.Open"/>: whether the open alerts precede it.</summary>
    public bool IsPastOpen { get; init; }

    /// <summary>Parses the text form; returns false for any other text.</summary>
    public static bool TryParse(string text, out AlertCursor cursor)
    {
        cursor = default;
        if (text.Length > 100 || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length is not (2 or 3)
            || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            || !AlertId.TryParse(parts[1], out var id))
        {
            return false;
        }

        var order = parts.Length == 3 ? parts[2] : "";
        foreach (var sort in Enum.GetValues<AlertSort>())
        {
            foreach (var (ascending, past) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                var candidate = new AlertCursor(new(at), id) { Sort = sort, Ascending = ascending, IsPastOpen = past };
                if (candidate.Order == order)
                {
                    cursor = candidate;
                    return !past || sort == AlertSort.Open;
                }
            }
        }

        return false;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{At.UnixMilliseconds}.{Id}{(Order.Length > 0 ? "." : "")}{Order}")));

    /// <summary>Empty for the default order, which cursors of earlier versions have.</summary>
    private string Order => s_sorts[(int)Sort] + (Ascending ? "a" : "") + (IsPastOpen ? "p" : "");
}
