using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Http.Access;

/// <summary>The purposes that the deployment knows, and how a call states its own.</summary>
internal sealed class Purposes(IReadOnlyList<Purpose> known)
{
    /// <summary>The header with the code of the purpose.</summary>
    public const string Header = "Purpose";

    /// <summary>The header with the number of the case: percent-encoded UTF-8, since most numbers have Chinese characters and a header holds none.</summary>
    public const string CaseHeader = "Case-Number";

    private const int LongestCase = 100;

    /// <summary>
    /// The purposes of a deployment that sets none. An inspector has no vehicles of its own, and no duty to hand a person's data out: officers do it, and the
    /// operators whose people they are.
    /// </summary>
    public static Purposes Usual { get; } = new(
    [
        new("inspection", new("日常监督检查", "Routine inspection"), WantsCase: false),
        new("alert", new("告警核查处置", "Checking and handling an alert"), WantsCase: false),
        new("own-vehicles", new("企业管理本单位车辆", "The operator's management of its own vehicles"), WantsCase: false, [Role.Operator]),
        new("emergency", new("事故应急救援", "Emergency response to an accident"), WantsCase: false),
        new("case", new("案件调查", "Investigation of a case"), WantsCase: true),
        new("own-data", new("本人查阅、复制个人信息", "A person's request for their own data"), WantsCase: false, [Role.Operator, Role.ProvinceOfficer]),
        new("complaint", new("投诉举报核实", "Verification of a complaint"), WantsCase: true),
    ]);

    /// <summary>The purposes that a caller can have.</summary>
    public IReadOnlyList<Purpose> Of(Caller caller) => [.. known.Where(p => p.IsFor(caller))];

    /// <summary>The purpose that a call states, and the number of its case.</summary>
    /// <exception cref="InvalidRequestException">It states none, one that the caller cannot have, or no case where the purpose wants one.</exception>
    public (Purpose Purpose, string? Case) Read(IHeaderDictionary headers, Caller caller)
    {
        var (code, number) = (headers[Header].ToString(), Uri.UnescapeDataString(headers[CaseHeader].ToString()).Trim());
        var faults = new RequestFaults();
        var own = Of(caller);
        var purpose = own.FirstOrDefault(p => p.Code == code);
        if (purpose is null)
        {
            var codes = string.Join(", ", own.Select(p => p.Code));
            faults.Add(Header, code == "" ? FaultCode.Required : FaultCode.Invalid, new(
                $"请用请求头 Purpose 说明查询目的：{codes} 之一（GET /api/v1/purposes）。",
                $"State why by the header Purpose: one of {codes} (GET /api/v1/purposes)."));
        }
        else if (purpose.WantsCase && number == "")
        {
            faults.Add(CaseHeader, FaultCode.Required, new(
                $"目的“{purpose.Text.Chinese}”须用请求头 Case-Number 给出案件编号。", $"The purpose '{code}' wants the number of the case, by the header Case-Number."));
        }
        else if (number.Any(char.IsControl) || number.Contains('\uFFFD', StringComparison.Ordinal))
        {
            faults.Add(CaseHeader, FaultCode.Invalid, new("案件编号须为百分号编码的 UTF-8，不含控制字符。", "The number of a case is percent-encoded UTF-8 without control characters."));
        }
        else if (number.Length > LongestCase)
        {
            faults.Add(CaseHeader, FaultCode.TooLong, new($"案件编号最长 {LongestCase} 个字符。", $"The number of a case has {LongestCase} characters at most."));
        }

        return faults.IsEmpty ? (purpose!, number == "" ? null : number) : throw new InvalidRequestException(ProblemCode.PurposeRequired, faults);
    }
}
