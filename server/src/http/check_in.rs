//! The code of a lesson as a picture, for the screen in the room.

use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::LessonId;
use domain::training::port::Lessons;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder as _, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::request::{Signed, origin, status};
use crate::state::AppState;

/// The QR code that leads to checking in now, with its digits under it. It is asked for
/// anew every few seconds.
pub(super) async fn code(
    State(state): State<AppState>,
    Extension(signed): Extension<Signed>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let asker = signed.asker();
    let Ok(viewer) = asker.viewer else { return StatusCode::UNAUTHORIZED.into_response() };
    let lesson = LessonId(id);
    let code = match state.store.lesson_code(&viewer, &lesson, asker.now).await {
        Ok(code) => code,
        Err(fault) => return status(&fault).into_response(),
    };
    let url = format!("{}/check-in/{lesson}.{}", origin(&state.config.http, &headers), code.code);
    let Ok(qr) = QRBuilder::new(url).ecl(ECL::M).build() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&qr);
    // The picture in a larger one, with the digits for those whose camera does not do it.
    let (half, rest) = code.code.split_at(code.code.len() / 2);
    let body = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 124\" data-code=\"{}\"><rect width=\"100\" height=\"124\" fill=\"#fff\"/>\
         <svg x=\"0\" y=\"0\" width=\"100\" height=\"100\"{}\
         <text x=\"50\" y=\"110\" font-family=\"ui-monospace,monospace\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\">{half} {rest}</text>\
         <text x=\"50\" y=\"121\" font-family=\"sans-serif\" font-size=\"6\" text-anchor=\"middle\">{} / {}</text></svg>",
        code.code,
        svg.strip_prefix("<svg").unwrap_or(&svg),
        code.came,
        code.seats,
    );
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
