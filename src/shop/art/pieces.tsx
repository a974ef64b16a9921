// The six pieces, each in a square of 400 with the table's edge at 286 and its foot near 330. Drawn
// from the front, the light from the upper left.

import { useId, type ComponentType } from 'react';
import { Mouth, Shadow, Thrown } from './clay.tsx';

function Mug() {
  return (
    <>
      <Shadow cx={232} cy={330} rx={112} ry={11} />
      <path className="line-celadon" d="M256 196c66-14 74 92-6 88" />
      <path className="line-shade" d="M256 196c66-14 74 92-6 88" />
      <Thrown
        outline="M112 158L120 306Q122 330 148 332H224Q250 330 252 306L260 158Z"
        glaze="tone-celadon"
        dipped="
          M100 140 H272 V276 C248 292 232 268 206 280 C178 294 160 270 134 284 C122 290 112 286
          100 280 Z
        "
        shade="M214 140H280V340H196C216 300 222 220 214 140Z"
      />
      <Mouth cx={186} cy={158} rx={74} ry={15} lip={8} glaze="tone-celadon" />
    </>
  );
}

function Bowl() {
  return (
    <>
      <Shadow cx={232} cy={331} rx={118} ry={11} />
      <path className="tone-clay" d="M158 316H242L236 333H164Z" />
      <path className="tone-shade" d="M212 316H242L236 333H208Z" />
      <Thrown
        outline="M76 198C80 268 124 318 176 322H224C276 318 320 268 324 198Z"
        glaze="tone-indigo"
        dipped="
          M60 180 H340 V270 C312 256 290 292 254 282 C222 274 206 300 170 286 C138 276 112 296 60
          262 Z
        "
        shade="M262 180H340V330H196C252 306 272 250 262 180Z"
      />
      <Mouth cx={200} cy={198} rx={124} ry={25} lip={9} glaze="tone-indigo" />
    </>
  );
}

const SPOUT = 'M118 274C70 262 82 206 40 176L62 160C104 182 98 214 140 220Z';

function Teapot() {
  const id = useId();
  return (
    <>
      <Shadow cx={236} cy={331} rx={116} ry={11} />
      <path className="line-cane" d="M132 190C108 76 284 76 260 190" />
      <clipPath id={id}>
        <path d={SPOUT} />
      </clipPath>
      <path className="tone-rust" d={SPOUT} />
      <path
        className="tone-shade"
        clipPath={`url(#${id})`}
        d="M40 190C84 214 76 252 118 262L130 290L60 280Z"
      />
      <Thrown
        outline="
          M196 170 C262 170 294 208 294 250 C294 298 256 332 196 332 C136 332 98 298 98 250
          C98 208 130 170 196 170 Z
        "
        glaze="tone-rust"
        dipped="
          M80 150 H310 V286 C284 300 264 274 234 288 C204 302 182 276 152 290 C126 302 108 282 80
          284 Z
        "
        shade="M240 150H320V340H176C238 320 268 240 240 150Z"
      />
      <path className="tone-rust" d="M146 180C154 148 238 148 246 180C222 192 170 192 146 180Z" />
      <path
        className="tone-shade"
        d="M218 160C234 164 243 170 246 180C236 186 222 188 208 189C218 182 221 170 218 160Z"
      />
      <path
        className="tone-lip"
        d="M146 180C170 192 222 192 246 180C240 188 222 194 196 194C170 194 152 188 146 180Z"
      />
      <circle className="tone-rust" cx="196" cy="146" r="13" />
      <path className="tone-shade" d="M200 134A13 13 0 0 1 196 159C204 152 205 142 200 134Z" />
    </>
  );
}

function Vase() {
  return (
    <g transform="translate(22 36) scale(0.89)">
      <Shadow cx={238} cy={331} rx={92} ry={10} />
      <path
        className="line-reed"
        d="
          M198 120 C196 88 180 60 166 30 M201 120 C204 84 216 58 226 20 M203 120 C214 98 242 84
          262 66
        "
      />
      <path
        className="tone-reed"
        d="M160 36C152 22 154 6 158-4C168 8 174 22 172 34Z"
        transform="translate(-2 6)"
      />
      <path
        className="tone-reed"
        d="M221 30C220 12 228-4 236-10C240 4 236 20 231 31Z"
        transform="translate(0 6)"
      />
      <path className="tone-reed" d="M252 78C262 62 276 56 286 56C282 68 270 80 258 83Z" />
      <Thrown
        outline="
          M178 118 H222 C220 146 220 164 236 178 C272 204 286 236 274 272 C266 300 250 322 240 332
          H160 C150 322 134 300 126 272 C114 236 128 204 164 178 C180 164 180 146 178 118 Z
        "
        glaze="tone-bone"
        dipped="
          M100 100 H300 V270 C280 262 262 284 238 276 C212 266 196 290 168 278 C146 270 126 284
          100 274 Z
        "
        shade="M212 100H300V340H190C238 312 250 236 226 184C214 160 212 130 212 100Z"
      />
      <Mouth cx={200} cy={118} rx={22} ry={6} lip={4} glaze="tone-bone" />
    </g>
  );
}

function Plate() {
  const id = useId();
  return (
    <>
      <Shadow cx={226} cy={330} rx={112} ry={10} />
      <circle className="tone-clay" cx="200" cy="204" r="128" />
      <path className="tone-shade" d="M232 80A128 128 0 0 1 232 328A128 128 0 0 0 232 80Z" />
      <clipPath id={id}>
        <circle cx="196" cy="202" r="116" />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <circle className="tone-shell" cx="196" cy="202" r="116" />
        <path
          className="tone-indigo"
          d="
            M60 246 C92 226 116 262 152 250 C192 238 208 270 248 254 C278 242 298 256 330 240 V340
            H60 Z
          "
        />
        <path
          className="tone-sea"
          d="
            M60 246 C92 226 116 262 152 250 C192 238 208 270 248 254 C278 242 298 256 330 240 V256
            C298 270 278 258 248 270 C208 286 192 254 152 266 C116 278 92 242 60 262 Z
          "
        />
        <path
          className="tone-well"
          fillRule="evenodd"
          d="M196 86A116 116 0 1 1 195 86ZM196 116A86 86 0 1 0 197 116Z"
        />
        <path className="tone-shade" d="M212 80A124 124 0 0 1 212 324A150 150 0 0 0 212 80Z" />
      </g>
    </>
  );
}

function Lamp() {
  return (
    <>
      <Shadow cx={232} cy={331} rx={92} ry={10} />
      <Thrown
        outline="
          M182 178 H218 C216 198 224 206 240 218 C272 244 272 300 240 332 H160 C128 300 128 244
          160 218 C176 206 184 198 182 178 Z
        "
        glaze="tone-moss"
        dipped="
          M100 150 H300 V280 C276 294 258 270 232 282 C206 294 188 272 160 284 C138 292 124 278
          100 284 Z
        "
        shade="M228 150H300V340H186C240 318 256 250 218 204C214 190 216 176 228 150Z"
      />
      <path className="tone-linen" d="M146 62H254L296 184Q200 204 104 184Z" />
      <path
        className="tone-linen-shade"
        d="M222 62H254L296 184Q270 190 238 192C240 146 234 100 222 62Z"
      />
      <ellipse className="tone-linen-lit" cx="200" cy="62" rx="54" ry="7" />
    </>
  );
}

export const PIECES: Readonly<Record<string, ComponentType>> = {
  mug: Mug,
  bowl: Bowl,
  teapot: Teapot,
  vase: Vase,
  plate: Plate,
  lamp: Lamp,
};
