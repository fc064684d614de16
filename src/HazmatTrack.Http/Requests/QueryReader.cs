using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Http.Requests;

/// <summary>
/// Reads the parameters of a query and collects their faults. Unknown parameters are faults too: ignoring a misspelt filter would return everything, and
/// look like a valid answer. Returns null where a parameter is not given, and where it is wrong: call <see cref="ThrowIfInvalid"/> after the last one.
/// </summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;

    public QueryReader(IQueryCollection query, params ReadOnlySpan<string> names)
        : this(query, new RequestFaults(), names)
    {
    }

    /// <param name="query">The query.</param>
    /// <param name="faults">Takes the faults, those of other parts of the request among them.</param>
    /// <param name="names">All parameters of the call.</param>
    public QueryReader(IQueryCollection query, RequestFaults faults, params ReadOnlySpan<string> names)
    {
        (_query, Faults) = (query, faults);
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name))
            {
                faults.Add(name, FaultCode.Unknown, NoSuch(name, names));
            }
            else if (values.Count > 1)
            {
                faults.Add(name, FaultCode.Repeated, new($"参数 {name} 出现了 {values.Count} 次；只能出现一次。", $"'{name}' is given {values.Count} times; give it once."));
            }
        }
    }

    public RequestFaults Faults { get; }

    /// <inheritdoc cref="RequestFaults.ThrowIfAny"/>
    public void ThrowIfInvalid() => Faults.ThrowIfAny();

    public string? Text(string name, int maxLength = 100)
    {
        if (!_query.TryGetValue(name, out var values) || values.Count > 1)
        {
            return null;
        }

        var text = values.ToString();
        return text.Length == 0 ? Wrong(name, FaultCode.Invalid, new($"参数 {name} 为空；请去掉它或给出值。", $"'{name}' is empty; leave it out or give it a value."))
            : text.Length > maxLength ? Wrong(name, FaultCode.TooLong, new($"参数 {name} 长 {text.Length} 个字符；最多 {maxLength} 个。", $"'{name}' is {text.Length} characters long; at most {maxLength}."))
            : text;
    }

    /// <summary>A parameter that the call cannot do without: adds the fault where it is absent.</summary>
    /// <param name="meaning">What it is, for the message.</param>
    public T? Required<T>(string name, T? value, LocalText meaning)
        where T : struct
    {
        if (value is null && !Faults.Has(name))
        {
            Faults.Add(name, FaultCode.Required, new($"缺少参数 {name}：{meaning.Chinese}。", $"'{name}' is required: {meaning.English}."));
        }

        return value;
    }

    public ProvinceCode? Province(string name) => Text(name) is not { } text ? null
        : ProvinceCode.TryParse(text, out var province) ? province
        : Wrong<ProvinceCode>(name, new($"“{text}”不是省级区划代码；应为六位数字，例如 310000。", $"'{text}' is not a province code; expected six digits, such as 310000."));

    /// <summary>The id of a rule of the catalog: no alert of any other rule exists, and an empty list must not look like an answer.</summary>
    public string? Rule(string name, RuleCatalog rules) => Text(name) is not { } text ? null
        : rules.Ids.Contains(text) ? text
        : Wrong(name, FaultCode.Invalid, NotOneOf(name, text, rules.Ids));

    /// <summary>One of the given names.</summary>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> values)
        where T : struct => Text(name) is not { } text ? null
        : values.TryGetValue(text, out var value) ? value
        : Wrong<T>(name, NotOneOf(name, text, values.Keys));

    /// <summary>One of the given words.</summary>
    public string? OneOf(string name, params IReadOnlyList<string> words) => Text(name) is not { } text ? null
        : words.Contains(text) ? text
        : Wrong(name, FaultCode.Invalid, NotOneOf(name, text, words));

    /// <summary>A comma-separated list of the given names; empty where it is not given.</summary>
    public IReadOnlyList<T> Several<T>(string name, IReadOnlyDictionary<string, T> values)
        where T : struct
    {
        var found = new List<T>();
        foreach (var one in Text(name)?.Split(',') ?? [])
        {
            if (values.TryGetValue(one, out var value))
            {
                found.Add(value);
            }
            else
            {
                Faults.Add(name, FaultCode.Invalid, NotOneOf(name, one, values.Keys));
            }
        }

        return found;
    }

    public int? Number(string name, int min, int max) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : Wrong<int>(name, new($"“{text}”不是 {min} 至 {max} 的整数。", $"'{text}' is not a whole number from {min} to {max}."), FaultCode.OutOfRange);

    /// <summary>A count without a bound: of what there is no end to, such as entries of a record.</summary>
    public long? Count(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Wrong<long>(name, new($"“{text}”不是非负整数。", $"'{text}' is not a whole number from 0 on."), FaultCode.OutOfRange);

    /// <summary>Whether a CSV begins with a byte order mark; false where it is not given.</summary>
    public bool Bom(string format)
    {
        var bom = OneOf("bom", "true", "false");
        if (bom is not null && format != "csv")
        {
            Faults.Add("bom", FaultCode.NotApplicable, new($"bom 仅用于 format=csv，不能用于 {format}。", $"'bom' is for format=csv only, not for {format}."));
        }

        return bom == "true";
    }

    /// <summary>An instant with its offset. A plus sign that arrived as a space, since it was not escaped, is accepted.</summary>
    public Instant? Instant(string name) => Text(name) is not { } text ? null
        : ApiTimeParser.TryParse(text, out var time) ? time
        : Wrong<Instant>(name, new($"“{text}”不是{ApiTimeParser.Expected.Chinese}。", $"'{text}' is not {ApiTimeParser.Expected.English}."));

    /// <summary>A calendar day.</summary>
    public ChinaDay? Day(string name) => Text(name) is not { } text ? null
        : ChinaDay.TryParse(text, out var day) ? day
        : Wrong<ChinaDay>(name, BodyMembers.ExpectedDay);

    /// <summary>A cursor of the list: the text that <c>nextCursor</c> of the page before was.</summary>
    /// <param name="isCursor">Whether a text is one.</param>
    public string? Cursor(Func<string, bool> isCursor) => Text("cursor", maxLength: 400) is not { } text ? null
        : isCursor(text) ? text
        : Wrong("cursor", FaultCode.Invalid, new("不是本列表的游标；请原样使用上一页的 nextCursor。", "This is not a cursor of this list; use nextCursor of the page before, unchanged."));

    /// <summary>Adds a fault; returns null, as a parameter that is wrong reads.</summary>
    public string? Wrong(string name, FaultCode code, LocalText message)
    {
        Faults.Add(name, code, message);
        return null;
    }

    private T? Wrong<T>(string name, LocalText message, FaultCode? code = null)
        where T : struct
    {
        Faults.Add(name, code ?? FaultCode.Invalid, message);
        return null;
    }

    private static LocalText NotOneOf(string name, string text, IEnumerable<string> words)
    {
        var known = string.Join(", ", words);
        return new($"“{text}”不是 {name} 的取值；应为以下之一：{known}。", $"'{text}' is not a {name}; expected one of {known}.");
    }

    private static LocalText NoSuch(string name, ReadOnlySpan<string> names)
    {
        var known = string.Join(", ", names!);
        return names.IsEmpty
            ? new($"没有参数 {name}；此接口不接受参数。", $"There is no parameter '{name}' here; this call takes none.")
            : new($"没有参数 {name}；可用的有：{known}。", $"There is no parameter '{name}' here; there are: {known}.");
    }
}
